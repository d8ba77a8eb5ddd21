#ifndef LEHR_CLIENT_PLOT_GNUPLOT_H_
#define LEHR_CLIENT_PLOT_GNUPLOT_H_

#include <filesystem>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "client/plot/figure.h"

namespace lehr::client {

// The formats of pictures, by the extension of the file.
enum class PictureFormat { kSvg, kPng, kPdf };

// INVALID_ARGUMENT, naming the file, if its extension is another.
absl::StatusOr<PictureFormat> PictureFormatOf(
    const std::filesystem::path& file);

// What gnuplot 5.4 or newer is told to draw the figure into `output`: the data
// stand in it. Colors are those of M. Okabe and K. Ito, Color Universal Design
// (2008), which people with any kind of color vision tell apart; symbols and
// dashes differ, too, for print without color.
std::string GnuplotScript(const Figure& figure, PictureFormat format,
                          const std::filesystem::path& output);

// Draws the figure with the program `gnuplot`. `out` has its old content or the
// new. FAILED_PRECONDITION if there is no gnuplot; INTERNAL, with what it said,
// if it fails; CANCELLED after SIGINT or SIGTERM.
absl::Status DrawFigure(const Figure& figure, const std::filesystem::path& out);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_PLOT_GNUPLOT_H_
