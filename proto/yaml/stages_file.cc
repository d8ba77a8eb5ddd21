#include "proto/yaml/stages_file.h"

#include <cstdint>
#include <utility>

#include "proto/support/file.h"
#include "proto/yaml/key_table.h"
#include "proto/yaml/stage_reader.h"
#include "proto/yaml/yaml_reader.h"

namespace lehr::yaml {
namespace {

constexpr char kStages[] = "stages";

void ReadEntry(const Entry& entry, YamlReader& reader, v1::SweepSpec* spec) {
  const Place place = Place().Key(entry.key, entry.key, entry.position);
  reader.Mark(place);
  if (entry.key == kStages) {
    ReadStages(entry.value, place, reader, spec->mutable_sample());
  } else if (entry.key == "settings") {
    ReadKeys(SettingsTable(), entry.value, place, reader,
             spec->mutable_settings());
  } else if (const auto seed =
                 reader.Integer(entry.value, place, INT64_MIN, INT64_MAX)) {
    spec->set_seed(*seed);
  }
}

void ReadRoot(const YAML::Node& root, YamlReader& reader, v1::SweepSpec* spec) {
  // As in a sweep file.
  spec->set_seed(1);
  const Place top;
  if (root.IsSequence()) {
    ReadStages(root, top.Key(kStages, kStages, PositionOf(root)), reader,
               spec->mutable_sample());
    return;
  }
  if (!root.IsMap()) {
    reader.Complain(PositionOf(root), top,
                    "expected a list of stages, or a mapping with the keys "
                    "settings, seed, stages, found " +
                        Describe(root));
    return;
  }
  static const std::vector<std::string> known = {"settings", "seed", kStages};
  bool has_stages = false;
  for (const Entry& entry : reader.Entries(root, top, known)) {
    has_stages = has_stages || entry.key == kStages;
    ReadEntry(entry, reader, spec);
  }
  if (!has_stages) reader.Complain({}, top, "key \"stages\" is missing");
}

}  // namespace

SweepFile ParseStagesFile(std::string_view path, const std::string& text) {
  SweepFile file;
  file.path = path;
  YamlReader reader(path);
  ReadYaml(text, reader,
           [&](const YAML::Node& root) { ReadRoot(root, reader, &file.spec); });
  file.problems = std::move(reader.problems());
  file.source_map = std::move(reader.source_map());
  return file;
}

absl::StatusOr<SweepFile> ReadStagesFile(const std::filesystem::path& path) {
  const auto text = ReadFile(path);
  if (!text.ok()) {
    return absl::InvalidArgumentError(std::string(text.status().message()));
  }
  SweepFile file = ParseStagesFile(path.string(), *text);
  if (!file.problems.empty()) {
    return absl::InvalidArgumentError(FormatProblems(file.path, file.problems));
  }
  return file;
}

}  // namespace lehr::yaml
