#include "proto/yaml/sweep_writer.h"

#include <string_view>
#include <vector>

#include <yaml-cpp/yaml.h>

#include "proto/yaml/key_table.h"
#include "proto/yaml/stage_writer.h"

namespace lehr::yaml {
namespace {

using Parameters = google::protobuf::RepeatedPtrField<v1::Parameter>;
using Group = std::vector<const v1::Parameter*>;

void WriteParameter(const v1::Parameter& parameter, YAML::Emitter& out) {
  out << YAML::Key << parameter.name() << YAML::Value << YAML::Flow;
  if (parameter.has_range()) {
    const v1::Range& range = parameter.range();
    out << YAML::BeginMap << YAML::Key << "from" << YAML::Value
        << Digits(range.from()) << YAML::Key << "to" << YAML::Value
        << Digits(range.to()) << YAML::Key << "count" << YAML::Value
        << range.count();
    if (range.logarithmic()) {
      out << YAML::Key << "scale" << YAML::Value << "log";
    }
    out << YAML::EndMap;
    return;
  }
  out << YAML::BeginSeq;
  for (const double value : parameter.list().values()) out << Digits(value);
  out << YAML::EndSeq;
}

void WriteGroup(const Group& group, YAML::Emitter& out) {
  out << YAML::Block << YAML::BeginMap;
  for (const v1::Parameter* parameter : group) WriteParameter(*parameter, out);
  out << YAML::EndMap;
}

// Parameters in their order, in groups that take their values together; one
// that does so with no other is a group by itself.
std::vector<Group> GroupsOf(const Parameters& parameters) {
  std::vector<Group> groups;
  for (const v1::Parameter& parameter : parameters) {
    const std::string& name = parameter.zip_group();
    if (name.empty() || groups.empty() ||
        groups.back().front()->zip_group() != name) {
      groups.emplace_back();
    }
    groups.back().push_back(&parameter);
  }
  return groups;
}

// The order of parameters is the order of points: `parameters` and `zipped`
// stand in it, each once.
void WriteParameters(const Parameters& parameters, YAML::Emitter& out) {
  const std::vector<Group> groups = GroupsOf(parameters);
  int changes = 0;
  for (std::size_t i = 1; i < groups.size(); ++i) {
    changes += groups[i].front()->zip_group().empty() !=
               groups[i - 1].front()->zip_group().empty();
  }
  const bool all_zipped = changes > 1;
  for (std::size_t i = 0; i < groups.size();) {
    const auto zipped = [&](const Group& group) {
      return all_zipped || !group.front()->zip_group().empty();
    };
    const bool list = zipped(groups[i]);
    out << YAML::Key << (list ? "zipped" : "parameters") << YAML::Value;
    Group plain;
    if (list) out << YAML::Block << YAML::BeginSeq;
    for (; i < groups.size() && zipped(groups[i]) == list; ++i) {
      if (list) {
        WriteGroup(groups[i], out);
      } else {
        plain.push_back(groups[i].front());
      }
    }
    if (list) {
      out << YAML::EndSeq;
    } else {
      WriteGroup(plain, out);
    }
  }
}

void WriteText(std::string_view key, const std::string& text,
               YAML::Emitter& out) {
  if (text.empty()) return;
  out << YAML::Key << std::string(key) << YAML::Value << text;
}

void WriteMaterial(const v1::Material& material, const std::string& potential,
                   YAML::Emitter& out) {
  out << YAML::Key << "material" << YAML::Value << YAML::BeginMap << YAML::Key
      << "composition" << YAML::Value << YAML::Flow << YAML::BeginMap;
  for (const v1::Component& component : material.components()) {
    out << YAML::Key << component.element() << YAML::Value
        << Digits(component.fraction());
  }
  out << YAML::EndMap;
  WriteText("potential", potential, out);
  out << YAML::EndMap;
}

void WriteTreatment(const v1::Treatment& treatment, YAML::Emitter& out,
                    std::map<std::string, std::string>* files) {
  const bool nothing = treatment.stages().empty();
  out << YAML::Key << treatment.name() << YAML::Value
      << (nothing ? YAML::Flow : YAML::Block) << YAML::BeginMap;
  WriteParameters(treatment.parameters(), out);
  if (!nothing) {
    out << YAML::Key << "stages" << YAML::Value;
    WriteStages(treatment.stages(), out, files);
  }
  out << YAML::EndMap;
}

}  // namespace

WrittenSweep WriteSweep(const v1::SweepSpec& spec,
                        const std::string& potential) {
  WrittenSweep written;
  YAML::Emitter out;
  out << YAML::BeginMap;
  WriteText("name", spec.name(), out);
  WriteText("description", spec.description(), out);
  WriteMaterial(spec.material(), potential, out);
  if (spec.has_settings()) {
    out << YAML::Key << "settings" << YAML::Value << YAML::Flow;
    WriteKeys(SettingsTable(), spec.settings(), out, &written.files);
  }
  out << YAML::Key << "seed" << YAML::Value << std::to_string(spec.seed())
      << YAML::Key << "replicas" << YAML::Value << spec.replicas();
  if (spec.priority() != 0) {
    out << YAML::Key << "priority" << YAML::Value << spec.priority();
  }
  WriteText("baseline", spec.baseline(), out);
  WriteParameters(spec.parameters(), out);
  out << YAML::Key << "sample" << YAML::Value;
  WriteStages(spec.sample(), out, &written.files);
  if (!spec.treatments().empty()) {
    out << YAML::Key << "treatments" << YAML::Value << YAML::Block
        << YAML::BeginMap;
    for (const v1::Treatment& treatment : spec.treatments()) {
      WriteTreatment(treatment, out, &written.files);
    }
    out << YAML::EndMap;
  }
  if (!spec.test().empty()) {
    out << YAML::Key << "test" << YAML::Value;
    WriteStages(spec.test(), out, &written.files);
  }
  out << YAML::EndMap;
  written.text = out.c_str();
  written.text += "\n";
  return written;
}

}  // namespace lehr::yaml
