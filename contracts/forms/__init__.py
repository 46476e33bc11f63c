"""The forms that the law names, and how a table becomes a page, an Excel file, a paper: an office fills them, a province adds them up."""
