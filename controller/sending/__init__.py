"""What an office tells its province: facts from its journal, over HTTPS, whenever there is a way. Off by default."""
