"""How each event is counted, what a return must satisfy, and the sentences that say so."""
