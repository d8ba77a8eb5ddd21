#include "client/garbage_table.h"

#include "client/number_format.h"
#include "client/text_table.h"

namespace lehr::client {
namespace {

void AddRow(const char* fate, const v1::GarbageClass& garbage,
            TextTable* table) {
  table->AddRow({fate, garbage.what(),
                 FormatCount(static_cast<double>(garbage.artifacts())),
                 FormatBytes(static_cast<double>(garbage.bytes()))});
}

}  // namespace

std::string GarbageText(const v1::CollectGarbageResponse& garbage,
                        bool dry_run) {
  TextTable table;
  table.AddColumn("");
  table.AddColumn("what");
  table.AddColumn("files", TextTable::Align::kRight);
  table.AddColumn("size", TextTable::Align::kRight);
  for (const v1::GarbageClass& removed : garbage.removed()) {
    AddRow(dry_run ? "would go" : "removed", removed, &table);
  }
  AddRow("stays", garbage.kept(), &table);
  return table.ToString();
}

}  // namespace lehr::client
