#include "client/plot/gnuplot_text.h"

#include <absl/strings/str_format.h>

namespace lehr::client {
namespace {

bool IsControl(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

std::string PlainText(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (IsControl(c)) {
      plain += ' ';
      continue;
    }
    // What means something in enhanced text.
    if (std::string_view(R"(_^{}@&~\)").find(c) != std::string_view::npos) {
      plain += '\\';
    }
    plain += c;
  }
  return plain;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += '\'';
    quoted += IsControl(c) ? ' ' : c;
  }
  return quoted + "'";
}

std::string Number(double value) { return absl::StrFormat("%.9e", value); }

}  // namespace lehr::client
