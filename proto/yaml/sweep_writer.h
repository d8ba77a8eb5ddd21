#ifndef LEHR_PROTO_YAML_SWEEP_WRITER_H_
#define LEHR_PROTO_YAML_SWEEP_WRITER_H_

#include <map>
#include <string>

#include "lehr/v1/sweep.pb.h"

namespace lehr::yaml {

// A WrittenSweep is a sweep file.
struct WrittenSweep {
  std::string text;
  // What it names and must lie beside it, by name; not the potential.
  std::map<std::string, std::string> files;
};

// The sweep file from which `spec` is read again, with `potential` as its
// material.potential. What a spec has that no sweep file can say is written as
// what means the same: names of zip groups, and parameters that stand between
// zipped ones.
WrittenSweep WriteSweep(const v1::SweepSpec& spec,
                        const std::string& potential);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_SWEEP_WRITER_H_
