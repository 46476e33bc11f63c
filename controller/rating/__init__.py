"""What citizens thought of it: questionnaires, whom they are asked, and what is kept beside the journal."""
