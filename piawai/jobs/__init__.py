"""Work to do later, schedules and messages: services write rows in their own transaction, the worker acts on them."""
