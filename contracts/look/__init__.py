"""How motcua looks: colours, fonts and icons that the kiosk, the slips, the boards and the web pages share."""
