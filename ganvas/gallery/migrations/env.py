"""Where Alembic finds the database: on the connection, already in a transaction, that ``upgrade.migrate`` gives."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
