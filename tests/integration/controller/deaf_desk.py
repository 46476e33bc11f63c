"""``python -m controller`` that hears no other desk: the control of the guard. Takes the same arguments."""

from controller.__main__ import main
from controller.desk.neighbourhood import Neighbourhood

if __name__ == "__main__":
    for ear in ("hear_desk", "hear_memory"):
        setattr(Neighbourhood, ear, lambda *_heard: None)
    main()
