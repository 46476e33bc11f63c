"""Updates in the caretaker's hands: a bundle from a stick or a browser, proved, and installed when nobody is served.

The controller may install nothing: it lays a bundle down and says when. A job of the machine's own, as root, proves it anew.
"""
