#include "client/plot/condition_panels.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>

#include "client/plot/parameter_label.h"

namespace lehr::client {
namespace {

// One treatment, and what is varied in it.
struct Varied {
  std::string treatment;
  std::vector<const PointGroup*> groups;
  std::string along;                // the parameter of the axis; may be empty
  std::vector<std::string> others;  // parameters with several values
};

const v1::PointResult& First(const PointGroup& group) {
  return *group.points.front();
}

std::vector<Varied> ByTreatment(const std::vector<PointGroup>& groups) {
  std::vector<Varied> treatments;
  for (const PointGroup& group : groups) {
    const std::string& name = First(group).treatment();
    auto found =
        std::find_if(treatments.begin(), treatments.end(),
                     [&](const Varied& v) { return v.treatment == name; });
    if (found == treatments.end()) {
      found = treatments.insert(found, Varied{name, {}, "", {}});
    }
    found->groups.push_back(&group);
  }
  return treatments;
}

void FindParameters(Varied* varied) {
  std::vector<std::string> names;  // in the points' order
  std::map<std::string, std::set<double>> values;
  for (const PointGroup* group : varied->groups) {
    for (const v1::ParameterValue& parameter : First(*group).parameters()) {
      if (!values.contains(parameter.name())) names.push_back(parameter.name());
      values[parameter.name()].insert(parameter.value());
    }
  }
  std::size_t most = 1;
  for (const std::string& name : names) {
    if (values[name].size() <= most) continue;
    most = values[name].size();
    varied->along = name;
  }
  for (const std::string& name : names) {
    if (name != varied->along && values[name].size() > 1) {
      varied->others.push_back(name);
    }
  }
}

// Where treatments along one parameter, or by name, come together.
class PanelMaker {
 public:
  explicit PanelMaker(const SweepData& data) : data_(data) {}

  void Add(const Varied& treatment, int look) {
    ConditionPanel& panel = PanelAlong(treatment.along);
    treatments_[treatment.along].insert(treatment.treatment);
    for (const PointGroup* group : treatment.groups) {
      const std::string name = LineName(treatment, *group);
      auto line = std::find_if(
          panel.lines.begin(), panel.lines.end(),
          [&](const ConditionLine& other) { return other.name == name; });
      if (line == panel.lines.end()) {
        line = panel.lines.insert(line, ConditionLine{name, look, {}});
      }
      line->conditions.push_back(ConditionOf(treatment, *group, &panel));
    }
  }

  std::vector<ConditionPanel> Finish() {
    for (auto& [along, panel] : panels_) Polish(along, &panel);
    std::vector<ConditionPanel> panels;
    for (auto& [along, panel] : panels_) {
      // A baseline alone is no comparison, beside panels that have it as level.
      const bool baseline_alone =
          along.empty() && treatments_[along] == std::set{data_.baseline()};
      if (!baseline_alone || panels_.size() == 1) {
        panels.push_back(std::move(panel));
      }
    }
    return panels;
  }

 private:
  ConditionPanel& PanelAlong(const std::string& parameter) {
    for (auto& [along, panel] : panels_) {
      if (along == parameter) return panel;
    }
    ConditionPanel& panel =
        panels_.emplace_back(parameter, ConditionPanel()).second;
    panel.x = parameter.empty()
                  ? Label{"", "treatment", ""}
                  : ParameterLabel(data_.sweep().spec(), parameter);
    return panel;
  }

  std::string LineName(const Varied& treatment, const PointGroup& group) const {
    // By name all treatments are along the axis.
    std::string name =
        treatment.along.empty() ? "" : WordsOf(treatment.treatment);
    for (const std::string& other : treatment.others) {
      const Label label = ParameterLabel(data_.sweep().spec(), other);
      absl::StrAppend(&name, name.empty() ? "" : ", ", WordsOf(other), " ",
                      ValueText(label, *FindParameter(First(group), other)));
    }
    return name;
  }

  Condition ConditionOf(const Varied& treatment, const PointGroup& group,
                        ConditionPanel* panel) const {
    if (treatment.along.empty()) {
      panel->categories.push_back(WordsOf(treatment.treatment));
      return {&group, static_cast<double>(panel->categories.size() - 1),
              panel->categories.back()};
    }
    const double x = *FindParameter(First(group), treatment.along);
    return {&group, x, ValueText(panel->x, x)};
  }

  void Polish(const std::string& along, ConditionPanel* panel) {
    const std::set<std::string>& treatments = treatments_[along];
    const bool one = treatments.size() == 1;
    if (one && !along.empty()) panel->title = WordsOf(*treatments.begin());
    // Lines of one treatment are told apart by what else is varied.
    const std::string prefix =
        one ? WordsOf(*treatments.begin()) + ", " : std::string();
    std::set<int> looks;
    bool again = false;
    for (ConditionLine& line : panel->lines) {
      again |= !looks.insert(line.look).second;
      if (one && line.name.starts_with(prefix)) {
        line.name = line.name.substr(prefix.size());
      }
      std::stable_sort(line.conditions.begin(), line.conditions.end(),
                       [](const auto& a, const auto& b) { return a.x < b.x; });
    }
    if (panel->lines.size() == 1) panel->lines.front().name.clear();
    int next = 1;
    for (ConditionLine& line : panel->lines) {
      if (again) line.look = next++;
    }
  }

  const SweepData& data_;
  std::vector<std::pair<std::string, ConditionPanel>> panels_;
  std::map<std::string, std::set<std::string>> treatments_;
};

}  // namespace

std::vector<ConditionPanel> ConditionPanels(const SweepData& data) {
  PanelMaker maker(data);
  int look = 1;
  for (Varied& treatment : ByTreatment(data.groups())) {
    FindParameters(&treatment);
    const bool baseline = treatment.treatment == data.baseline();
    maker.Add(treatment, baseline ? 0 : look);
    look += baseline ? 0 : 1;
  }
  return maker.Finish();
}

const PointGroup* BaselineGroup(const SweepData& data) {
  const PointGroup* found = nullptr;
  for (const PointGroup& group : data.groups()) {
    if (group.points.front()->treatment() != data.baseline()) continue;
    if (found != nullptr) return nullptr;
    found = &group;
  }
  return found;
}

std::string BaselineName(const SweepData& data) {
  return WordsOf(data.baseline());
}

}  // namespace lehr::client
