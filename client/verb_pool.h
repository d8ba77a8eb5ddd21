#ifndef LEHR_CLIENT_VERB_POOL_H_
#define LEHR_CLIENT_VERB_POOL_H_

#include "client/verbs.h"

namespace lehr::client {

// Adds `lehr pool` and the verbs behind it; as those in verbs.h.
void AddPool(CLI::App& app, Session& session, Action& action);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_VERB_POOL_H_
