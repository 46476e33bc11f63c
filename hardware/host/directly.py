"""How a machine asks another one of its own office over HTTP."""

import urllib.request

DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""The desk is in the same house: whatever proxy this machine uses for the world is not asked."""
