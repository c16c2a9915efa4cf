"""The editor's document: what an instructor sees in place of Markdown, as plain JSON.

A document is what ProseMirror calls one: `{"type": "doc", "content": [...]}`. Its nodes and marks are listed in
`documents.py` and, for the browser, in static/js/prose/schema.js. `reading.py` makes it from Markdown,
`writing.py` turns it into Markdown again, `word.py` makes it from what Word wrote.
"""
