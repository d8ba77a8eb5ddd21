#ifndef LEHR_PROTO_YAML_PARAMETER_READER_H_
#define LEHR_PROTO_YAML_PARAMETER_READER_H_

#include <google/protobuf/repeated_ptr_field.h>
#include <yaml-cpp/yaml.h>

#include "lehr/v1/sweep.pb.h"
#include "proto/yaml/yaml_reader.h"

namespace lehr::yaml {

// Reads `name: values` pairs, values being a number, a list of numbers or a
// range, and appends them. `place.spec` is the path of the repeated field. A
// non-empty `zip_group` is given to all of them.
void ReadParameters(
    const YAML::Node& node, const Place& place, const std::string& zip_group,
    YamlReader& reader,
    google::protobuf::RepeatedPtrField<v1::Parameter>* parameters);

// Reads `zipped`: a list of such mappings, each a group whose parameters take
// their values together. `place.spec` is as above.
void ReadZipped(const YAML::Node& node, const Place& place, YamlReader& reader,
                google::protobuf::RepeatedPtrField<v1::Parameter>* parameters);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_PARAMETER_READER_H_
