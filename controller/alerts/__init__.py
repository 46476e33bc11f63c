"""What is wrong with a machine is told to people who do not look at the page: by mail, to a web address, by a lamp."""
