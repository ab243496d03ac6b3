"""
The demo city: an invented but plausible Kota Sabang, written as the spreadsheets a city really has.

Everybody here is made up. The same number of people, seed and day give the same cells. What is
written is read again by the import that any city uses; nothing here touches the database.
"""
