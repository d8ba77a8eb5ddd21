#ifndef LEHR_PROTO_YAML_STAGES_FILE_H_
#define LEHR_PROTO_YAML_STAGES_FILE_H_

#include <filesystem>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "proto/yaml/sweep_file.h"

namespace lehr::yaml {

// A stages file is a list of stages as a sweep file has them, or a mapping of
// `settings`, `seed` and `stages`. It is read into a SweepFile of which only
// these are set: the stages are in spec.sample, and the paths of fields begin
// with "stages" (as those of plan::PlanStages). ProblemsOf and WithPositions
// work on it.
SweepFile ParseStagesFile(std::string_view path, const std::string& text);

// Reads a stages file. INVALID_ARGUMENT if there is no such file or anything is
// wrong with it; the message has one line for each problem.
absl::StatusOr<SweepFile> ReadStagesFile(const std::filesystem::path& path);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_STAGES_FILE_H_
