#include "client/divergence_table.h"

#include <absl/strings/str_cat.h>

#include "client/text_table.h"
#include "client/time_format.h"
#include "proto/support/sha256.h"

namespace lehr::client {

std::string DivergencesText(const v1::Segment& segment) {
  TextTable table;
  table.AddColumn("");
  table.AddColumn("worker");
  table.AddColumn("attempt", TextTable::Align::kRight);
  table.AddColumn("observed");
  table.AddColumn("hash");
  for (const v1::Divergence& divergence : segment.divergences()) {
    table.AddRow({"kept", divergence.kept_worker(), "", "",
                  ToHex(divergence.kept_sha256())});
    table.AddRow({"other", divergence.worker(),
                  absl::StrCat(divergence.attempt()),
                  LocalTime(ToTime(divergence.observed())),
                  ToHex(divergence.other_sha256())});
  }
  return table.ToString();
}

}  // namespace lehr::client
