"""The version of the counting rules, and what changed with each.

It is stored with every compilation. It moves when a rule counts otherwise than before,
so that a return is compiled anew under the new rule and the former one stays as it was.
"""

RULE_VERSION = 1
"""1: the counting rules T1 to T8 and D1 to D9 as first settled."""
