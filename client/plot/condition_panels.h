#ifndef LEHR_CLIENT_PLOT_CONDITION_PANELS_H_
#define LEHR_CLIENT_PLOT_CONDITION_PANELS_H_

#include <string>
#include <vector>

#include "client/plot/figure.h"
#include "client/plot/sweep_data.h"
#include "client/replica_groups.h"

namespace lehr::client {

// A Condition is one treatment with one combination of values.
struct Condition {
  const PointGroup* group = nullptr;
  double x = 0;      // the value along the panel's axis
  std::string name;  // among the others of its panel: "1000 K"
};

// A ConditionLine is conditions that differ along the axis only.
struct ConditionLine {
  std::string name;  // empty if the panel has no other
  int look = 1;
  std::vector<Condition> conditions;  // x rises
};

// A ConditionPanel is what stands beside each other in one panel, as the study
// arranges it: each treatment along the parameter that it has most values of,
// treatments with the same one together; treatments without, by name.
struct ConditionPanel {
  Label x;
  std::string title;
  std::vector<std::string> categories;  // of treatments by name
  std::vector<ConditionLine> lines;     // at least one
};

// The panels, in the order of treatments. The baseline is in them only where it
// is varied, or stands among treatments without parameters.
std::vector<ConditionPanel> ConditionPanels(const SweepData& data);

// The baseline, if it is a single condition; else null.
const PointGroup* BaselineGroup(const SweepData& data);

// The name of the baseline, as people write it.
std::string BaselineName(const SweepData& data);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_CONDITION_PANELS_H_
