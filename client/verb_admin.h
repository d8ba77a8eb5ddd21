#ifndef LEHR_CLIENT_VERB_ADMIN_H_
#define LEHR_CLIENT_VERB_ADMIN_H_

#include "client/verbs.h"

namespace lehr::client {

// Each adds one verb behind `lehr admin`; as those in verbs.h.
void AddAdminBackup(CLI::App& admin, Session& session, Action& action);
void AddAdminFsck(CLI::App& admin, Session& session, Action& action);
void AddAdminGc(CLI::App& admin, Session& session, Action& action);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_VERB_ADMIN_H_
