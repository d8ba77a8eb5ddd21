#ifndef LEHR_TESTS_PROTO_PLAN_YAML_SWEEPS_H_
#define LEHR_TESTS_PROTO_PLAN_YAML_SWEEPS_H_

#include <string>

#include "proto/plan/plan.h"
#include "proto/yaml/sweep_file.h"

namespace lehr::plan {

// The spec of a sweep file that was read, which must be right, with a potential
// of Cu and Zr of this cutoff [Å].
v1::SweepSpec SpecOfFile(const yaml::SweepFile& file, double cutoff);

// The plan of a sweep file with the default potential.
Plan PlanOfFile(const yaml::SweepFile& file);

// The same of the text of a sweep file.
Plan PlanOfYaml(const std::string& text);

// A sweep file: Cu64Zr36, 864 atoms of which are held at 2000 K and 0 GPa for
// 1 ps, cooled to 300 K at 100 K/ps; then `rest`, keys of the top level.
std::string YamlSweep(const std::string& rest);

}  // namespace lehr::plan

#endif  // LEHR_TESTS_PROTO_PLAN_YAML_SWEEPS_H_
