// Runs once, in MongoDB's shell, when the volume is new: the user that Herald connects as, with its own database only.
db.getSiblingDB('herald').createUser({
  user: 'herald',
  pwd: process.env.HERALD_MONGO_PASSWORD,
  roles: [{ role: 'readWrite', db: 'herald' }],
});
