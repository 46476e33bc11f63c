"""``motcua printer probe``: what does this very printer answer? Writes its profile.

Manuals and ``GS I`` lie, clones of one name differ. So each unit is asked once, everything twice and never the
same thing twice in a row: an answer counts only when it fits its own question, because some clones answer the
question before.
"""
