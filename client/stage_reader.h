#ifndef LEHR_CLIENT_STAGE_READER_H_
#define LEHR_CLIENT_STAGE_READER_H_

#include <google/protobuf/message.h>
#include <google/protobuf/repeated_ptr_field.h>
#include <yaml-cpp/yaml.h>

#include "client/key_table.h"
#include "client/yaml_reader.h"
#include "lehr/v1/stage.pb.h"

namespace lehr::client {

// Reads a list of stages.
void ReadStages(const YAML::Node& node, const Place& place, YamlReader& reader,
                google::protobuf::RepeatedPtrField<v1::Stage>* stages);

// Reads a mapping of the table's keys into the message that it is for.
void ReadKeys(const KeyTable& table, const YAML::Node& node, const Place& place,
              YamlReader& reader, google::protobuf::Message* message);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_STAGE_READER_H_
