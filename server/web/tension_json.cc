#include "server/web/tension_json.h"

#include <cmath>
#include <string>
#include <utility>

#include <absl/strings/str_format.h>

#include "server/web/segment_json.h"

namespace lehr::server {
namespace {

// Enough for a plot; a page has up to 40 curves.
constexpr int kMostRows = 400;

const v1::Column* Find(const v1::Curve& curve, const std::string& name) {
  for (const v1::Column& column : curve.columns()) {
    if (column.name() == name) return &column;
  }
  return nullptr;
}

// The axis that has been strained furthest.
char PulledAxis(const v1::Curve& curve) {
  char axis = 0;
  double largest = 0;
  for (const char name : {'x', 'y', 'z'}) {
    const v1::Column* strain = Find(curve, absl::StrFormat("strain_%c", name));
    if (strain == nullptr || strain->values().empty()) continue;
    const double last = std::abs(*strain->values().rbegin());
    if (last > largest) {
      largest = last;
      axis = name;
    }
  }
  return axis;
}

}  // namespace

Json TensionsJson(const ArtifactStore& artifacts,
                  const std::vector<TensionRow>& tensions, int total) {
  Json curves = Json::array();
  for (const TensionRow& tension : tensions) {
    const auto curve = ReadCurve(artifacts, tension.curve_sha256);
    if (!curve.ok()) continue;
    const char axis = PulledAxis(*curve);
    const v1::Column* strain = Find(*curve, absl::StrFormat("strain_%c", axis));
    const v1::Column* stress =
        Find(*curve, absl::StrFormat("stress_%c%c", axis, axis));
    if (strain == nullptr || stress == nullptr) continue;
    curves.push_back({{"label", tension.label},
                      {"point", tension.point},
                      {"done", tension.done},
                      {"strain", Thinned(strain->values(), kMostRows)},
                      {"stress", Thinned(stress->values(), kMostRows)}});
  }
  return {{"curves", std::move(curves)}, {"total", total}};
}

}  // namespace lehr::server
