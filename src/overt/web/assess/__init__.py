"""Pages for the documents that must exist: what is wrong first, one section a page, versions, signatures, replies.

Every document kind is drawn from its template in `overt.law.templates`; there is no page of its own for any of them.
They refuse to show an attachment: it is given back as a download, on record.
"""
