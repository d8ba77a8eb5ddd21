#ifndef LEHR_PROTO_YAML_STAGE_READER_H_
#define LEHR_PROTO_YAML_STAGE_READER_H_

#include <google/protobuf/message.h>
#include <google/protobuf/repeated_ptr_field.h>
#include <yaml-cpp/yaml.h>

#include "lehr/v1/stage.pb.h"
#include "proto/yaml/key_table.h"
#include "proto/yaml/yaml_reader.h"

namespace lehr::yaml {

// Reads a list of stages.
void ReadStages(const YAML::Node& node, const Place& place, YamlReader& reader,
                google::protobuf::RepeatedPtrField<v1::Stage>* stages);

// Reads a mapping of the table's keys into the message that it is for.
void ReadKeys(const KeyTable& table, const YAML::Node& node, const Place& place,
              YamlReader& reader, google::protobuf::Message* message);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_STAGE_READER_H_
