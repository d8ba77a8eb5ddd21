#include "proto/yaml/sweep_file.h"

#include <cstdint>
#include <optional>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <yaml-cpp/yaml.h>

#include "lehr/v1/sweep_service.pb.h"
#include "proto/support/file.h"
#include "proto/support/rpc_status.h"
#include "proto/yaml/key_table.h"
#include "proto/yaml/parameter_reader.h"
#include "proto/yaml/stage_reader.h"
#include "proto/yaml/yaml_reader.h"

namespace lehr::yaml {
namespace {

void ReadComposition(const YAML::Node& node, const Place& place,
                     YamlReader& reader, v1::Material* material) {
  reader.Mark(place);
  for (const Entry& entry : reader.Entries(node, place, {})) {
    Place there = place.Key(entry.key, "", entry.position);
    there.spec =
        absl::StrFormat("%s[%d]", place.spec, material->components_size());
    reader.Mark(there);
    v1::Component* component = material->add_components();
    component->set_element(entry.key);
    there.position = PositionOf(entry.value);
    if (const auto fraction = reader.Number(entry.value, there)) {
      component->set_fraction(*fraction);
    }
  }
  if (node.IsNull() || (node.IsMap() && node.size() == 0)) {
    reader.Complain(place.position, place,
                    "expected elements and their shares, such as {Cu: 0.5, Zr: "
                    "0.5}, found none");
  }
}

void ReadMaterial(const YAML::Node& node, const Place& place,
                  YamlReader& reader, SweepFile& file) {
  static const std::vector<std::string> known = {"composition", "potential"};
  bool has_composition = false;
  for (const Entry& entry : reader.Entries(node, place, known)) {
    if (entry.key == "composition") {
      has_composition = true;
      ReadComposition(entry.value,
                      place.Key(entry.key, "components", entry.position),
                      reader, file.spec.mutable_material());
      continue;
    }
    const Place there = place.Key(entry.key, entry.key, entry.position);
    reader.Mark(there);
    if (const auto name = reader.Text(entry.value, there)) {
      file.potential = *name;
    }
  }
  if (!has_composition && (node.IsMap() || node.IsNull())) {
    reader.Complain(place.position, place, "key \"composition\" is missing");
  }
}

void ReadTreatment(const Entry& entry, const Place& place, YamlReader& reader,
                   v1::Treatment* treatment) {
  static const std::vector<std::string> known = {"parameters", "zipped",
                                                 "stages"};
  treatment->set_name(entry.key);
  reader.Mark(place);
  for (const Entry& inner : reader.Entries(entry.value, place, known)) {
    // Zipped parameters are parameters too: their paths continue that list.
    const bool stages = inner.key == "stages";
    const Place there =
        place.Key(inner.key, stages ? "stages" : "parameters", inner.position);
    if (stages) {
      ReadStages(inner.value, there, reader, treatment->mutable_stages());
    } else if (inner.key == "parameters") {
      ReadParameters(inner.value, there, "", reader,
                     treatment->mutable_parameters());
    } else {
      ReadZipped(inner.value, there, reader, treatment->mutable_parameters());
    }
  }
}

void ReadTreatments(const YAML::Node& node, const Place& place,
                    YamlReader& reader, v1::SweepSpec* spec) {
  for (const Entry& entry : reader.Entries(node, place, {})) {
    Place there = place.Key(entry.key, "", entry.position);
    there.spec = absl::StrFormat("%s[%d]", place.spec, spec->treatments_size());
    ReadTreatment(entry, there, reader, spec->add_treatments());
  }
}

// The keys of the top level that are plain text or numbers.
void ReadPlain(const Entry& entry, const Place& place, YamlReader& reader,
               v1::SweepSpec* spec) {
  const auto integer = [&](std::int64_t least, std::int64_t most) {
    return reader.Integer(entry.value, place, least, most).value_or(least);
  };
  if (entry.key == "seed") {
    spec->set_seed(integer(INT64_MIN, INT64_MAX));
  } else if (entry.key == "replicas") {
    spec->set_replicas(static_cast<std::int32_t>(integer(1, INT32_MAX)));
  } else if (entry.key == "priority") {
    spec->set_priority(
        static_cast<std::int32_t>(integer(INT32_MIN, INT32_MAX)));
  } else if (const auto text = reader.Text(entry.value, place)) {
    if (entry.key == "name") spec->set_name(*text);
    if (entry.key == "description") spec->set_description(*text);
    if (entry.key == "baseline") spec->set_baseline(*text);
  }
}

void ReadTop(const Entry& entry, const Place& place, YamlReader& reader,
             SweepFile& file) {
  v1::SweepSpec* spec = &file.spec;
  if (entry.key == "material") {
    ReadMaterial(entry.value, place, reader, file);
  } else if (entry.key == "settings") {
    ReadKeys(SettingsTable(), entry.value, place, reader,
             spec->mutable_settings());
  } else if (entry.key == "parameters") {
    ReadParameters(entry.value, place, "", reader, spec->mutable_parameters());
  } else if (entry.key == "zipped") {
    ReadZipped(entry.value, place, reader, spec->mutable_parameters());
  } else if (entry.key == "sample") {
    ReadStages(entry.value, place, reader, spec->mutable_sample());
  } else if (entry.key == "treatments") {
    ReadTreatments(entry.value, place, reader, spec);
  } else if (entry.key == "test") {
    ReadStages(entry.value, place, reader, spec->mutable_test());
  } else {
    ReadPlain(entry, place, reader, spec);
  }
}

void ReadRoot(const YAML::Node& root, YamlReader& reader, SweepFile& file) {
  static const std::vector<std::string> known = {
      "name",     "description", "material", "settings",   "seed",
      "replicas", "priority",    "baseline", "parameters", "zipped",
      "sample",   "treatments",  "test"};
  // The default of the sweep file; in the proto 0 is a seed as good as others.
  file.spec.set_seed(1);
  file.spec.set_replicas(1);
  const Place top;
  std::vector<std::string> missing = {"name", "material", "sample"};
  for (const Entry& entry : reader.Entries(root, top, known)) {
    std::erase(missing, entry.key);
    const std::string field = entry.key == "zipped" ? "parameters" : entry.key;
    const Place place = top.Key(entry.key, field, entry.position);
    reader.Mark(place);
    ReadTop(entry, place, reader, file);
  }
  if (!root.IsMap() && !root.IsNull()) return;
  for (const std::string& key : missing) {
    reader.Complain({}, top, absl::StrFormat("key \"%s\" is missing", key));
  }
}

}  // namespace

SweepFile ParseSweepFile(std::string_view path, const std::string& text) {
  SweepFile file;
  file.path = path;
  YamlReader reader(path);
  ReadYaml(text, reader,
           [&](const YAML::Node& root) { ReadRoot(root, reader, file); });
  file.problems = std::move(reader.problems());
  file.source_map = std::move(reader.source_map());
  return file;
}

absl::StatusOr<SweepFile> ReadSweepFile(const std::filesystem::path& path) {
  const auto text = ReadFile(path);
  if (!text.ok()) {
    return absl::InvalidArgumentError(std::string(text.status().message()));
  }
  SweepFile file = ParseSweepFile(path.string(), *text);
  if (!file.problems.empty()) {
    return absl::InvalidArgumentError(FormatProblems(file.path, file.problems));
  }
  return file;
}

std::vector<Problem> ProblemsOf(const absl::Status& status,
                                const SweepFile& file) {
  std::vector<Problem> problems;
  const auto detail = DetailOf(status);
  v1::SpecViolations violations;
  if (!detail.has_value() || !violations.ParseFromString(*detail)) {
    return problems;
  }
  for (const v1::SpecViolation& violation : violations.violations()) {
    problems.push_back({file.source_map.Find(violation.field()),
                        violation.field(), violation.message()});
  }
  return problems;
}

absl::Status WithPositions(const absl::Status& status, const SweepFile& file) {
  auto problems = ProblemsOf(status, file);
  if (problems.empty()) return status;
  return {status.code(), FormatProblems(file.path, std::move(problems))};
}

}  // namespace lehr::yaml
