#ifndef LEHR_PROTO_YAML_VALUE_READER_H_
#define LEHR_PROTO_YAML_VALUE_READER_H_

#include <yaml-cpp/yaml.h>

#include "lehr/v1/stage.pb.h"
#include "proto/yaml/yaml_reader.h"

namespace lehr::yaml {

// Reads a number, `$name`, or `{ref: treatment.observable, factor: …}`. A plain
// number is multiplied by `unit`; the others have no unit in the spec, so with
// another `unit` than 1 they are a problem.
void ReadValue(const YAML::Node& node, const Place& place, double unit,
               YamlReader& reader, v1::Value* value);

// Reads `{x: …, y: …, z: …}`, each in GPa.
void ReadStress(const YAML::Node& node, const Place& place, YamlReader& reader,
                v1::Stress* stress);

// Reads `[nx, ny, nz]`, each at least 1.
void ReadCounts(const YAML::Node& node, const Place& place, YamlReader& reader,
                v1::Counts* counts);

// Reads `{Cu: 1.28, Zr: 1.6}`, in angstrom.
void ReadRadii(const YAML::Node& node, const Place& place, YamlReader& reader,
               google::protobuf::RepeatedPtrField<v1::ElementRadius>* radii);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_VALUE_READER_H_
