"""``python -m controller`` that hears no other desk: the control of the guard. Takes the same arguments."""

from controller.__main__ import main
from controller.desk.neighbourhood import Neighbourhood

if __name__ == "__main__":
    Neighbourhood.hear_desk = lambda _self, _pulse: None  # type: ignore[method-assign] # that is the control
    Neighbourhood.hear_memory = lambda _self, _memory: None  # type: ignore[method-assign] # and this
    main()
