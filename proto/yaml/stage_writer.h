#ifndef LEHR_PROTO_YAML_STAGE_WRITER_H_
#define LEHR_PROTO_YAML_STAGE_WRITER_H_

#include <map>
#include <string>

#include <yaml-cpp/yaml.h>

#include "lehr/v1/stage.pb.h"
#include "proto/yaml/key_table.h"

namespace lehr::yaml {

// All digits that tell a double from its neighbors.
std::string Digits(double value);

// Writes a list of stages; ReadStages() reads it. Texts that a stage has from a
// file are added to `files` under names of their own.
void WriteStages(const google::protobuf::RepeatedPtrField<v1::Stage>& stages,
                 YAML::Emitter& out, std::map<std::string, std::string>* files);

// Writes those of the table's keys that `message` has; ReadKeys() reads them.
void WriteKeys(const KeyTable& table, const google::protobuf::Message& message,
               YAML::Emitter& out, std::map<std::string, std::string>* files);

}  // namespace lehr::yaml

#endif  // LEHR_PROTO_YAML_STAGE_WRITER_H_
