"""Row, Insert and Update of each table: the shape of what is read and written."""
