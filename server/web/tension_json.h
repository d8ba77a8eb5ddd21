#ifndef LEHR_SERVER_WEB_TENSION_JSON_H_
#define LEHR_SERVER_WEB_TENSION_JSON_H_

#include <vector>

#include "server/store/artifact_store.h"
#include "server/store/tree_table.h"
#include "server/web/json.h"

namespace lehr::server {

// Stress against strain along the axis that is pulled, of tensions that have a
// curve: {curves: [{label, point, done, strain, stress}], total}. A curve that
// cannot be read is left out.
Json TensionsJson(const ArtifactStore& artifacts,
                  const std::vector<TensionRow>& tensions, int total);

}  // namespace lehr::server

#endif  // LEHR_SERVER_WEB_TENSION_JSON_H_
