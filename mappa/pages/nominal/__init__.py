"""The page of one person: who this is, how managed, what happened, what is owed and who may see."""
