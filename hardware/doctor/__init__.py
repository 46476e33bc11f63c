"""``motcua doctor``: looks at one machine from all sides, and says in plain words what is wrong and what to do.

``readings`` is what can be known of a machine, ``machine`` and ``kernel_files`` find it out, ``checks`` judge it,
``report`` tells it.
"""
