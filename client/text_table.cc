#include "client/text_table.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>

namespace lehr::client {
namespace {

// The code point at the start of `text`, and how many bytes it takes; a byte
// that is not UTF-8 counts as one letter.
struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};

CodePoint FirstOf(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i]));
  };
  const std::uint32_t first = byte(0);
  std::size_t bytes = 1;
  std::uint32_t value = first;
  if (first >= 0xF0 && first < 0xF8) {
    bytes = 4;
    value = first & 0x07;
  } else if (first >= 0xE0 && first < 0xF0) {
    bytes = 3;
    value = first & 0x0F;
  } else if (first >= 0xC0 && first < 0xE0) {
    bytes = 2;
    value = first & 0x1F;
  }
  if (bytes > text.size()) return {first, 1};
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {first, 1};
    value = (value << 6) | (byte(i) & 0x3F);
  }
  return {value, bytes};
}

// Unicode's combining marks and wide blocks, as far as names and units use
// them (UAX #11).
std::size_t WidthOf(std::uint32_t c) {
  const bool combining = (c >= 0x0300 && c <= 0x036F) ||
                         (c >= 0x20D0 && c <= 0x20FF) || c == 0x200B ||
                         c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F);
  if (combining || c < 0x20) return 0;
  const bool wide =
      (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
      (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
      (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x1F300 && c <= 0x1F64F);
  return wide ? 2 : 1;
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const CodePoint c = FirstOf(text);
    width += WidthOf(c.value);
    text.remove_prefix(c.bytes);
  }
  return width;
}

std::string CutToWidth(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::string cut;
  std::size_t used = 0;
  while (!text.empty()) {
    const CodePoint c = FirstOf(text);
    const std::size_t more = WidthOf(c.value);
    if (used + more > width - 1) break;
    cut += text.substr(0, c.bytes);
    used += more;
    text.remove_prefix(c.bytes);
  }
  return cut + "…";
}

void TextTable::AddColumn(std::string header, Align align) {
  headers_.push_back(std::move(header));
  aligns_.push_back(align);
}

void TextTable::AddRow(std::vector<std::string> cells) {
  assert(cells.size() <= headers_.size());
  cells.resize(headers_.size());
  rows_.push_back(std::move(cells));
}

std::string TextTable::ToString() const {
  std::vector<std::size_t> widths;
  for (const std::string& header : headers_) {
    widths.push_back(DisplayWidth(header));
  }
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(row[i]));
    }
  }
  std::string text;
  const auto append = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths[i] - DisplayWidth(cells[i]), ' ');
      const bool left = aligns_[i] == Align::kLeft;
      line += left ? cells[i] + padding : padding + cells[i];
      line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  append(headers_);
  std::vector<std::string> rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  append(rule);
  for (const auto& row : rows_) append(row);
  return text;
}

}  // namespace lehr::client
