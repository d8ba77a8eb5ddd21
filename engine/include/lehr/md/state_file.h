#ifndef LEHR_MD_STATE_FILE_H_
#define LEHR_MD_STATE_FILE_H_

#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "lehr/md/state.h"

namespace lehr::md {

// The state as bytes: magic "LEHRSTAT", format version, sections in
// little-endian order, SHA-free CRC-32C at the end. Equal states give equal
// bytes, on every machine.
std::string EncodeState(const State& state);

// DATA_LOSS, naming what does not fit, if the bytes were cut or changed;
// INVALID_ARGUMENT if they are not a state or of a newer format.
absl::StatusOr<State> DecodeState(std::string_view bytes);

}  // namespace lehr::md

#endif  // LEHR_MD_STATE_FILE_H_
