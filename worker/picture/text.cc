#include "worker/picture/text.h"

#include <numbers>
#include <string>
#include <vector>

namespace lehr::worker::picture {
namespace {

// Lowered parts, in parts of the size.
constexpr double kSmaller = 0.72;
constexpr double kLower = 0.22;

struct Run {
  std::string text;
  bool lowered;
};

std::vector<Run> Runs(std::string_view text) {
  std::vector<Run> runs;
  while (!text.empty()) {
    const std::size_t begin = text.find("_{");
    const std::size_t end = begin == std::string_view::npos
                                ? std::string_view::npos
                                : text.find('}', begin);
    if (end == std::string_view::npos) {
      runs.push_back({std::string(text), false});
      break;
    }
    runs.push_back({std::string(text.substr(0, begin)), false});
    runs.push_back(
        {std::string(text.substr(begin + 2, end - begin - 2)), true});
    text.remove_prefix(end + 1);
  }
  return runs;
}

void SetFont(cairo_t* cairo, double size) {
  // Debian's Cairo depends on this font. Hints would move letters by the
  // fraction of a pixel at which they stand.
  cairo_select_font_face(cairo, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_set_font_options(cairo, options);
  cairo_font_options_destroy(options);
  cairo_set_font_size(cairo, size);
}

double RunWidth(cairo_t* cairo, const Run& run, double size) {
  SetFont(cairo, run.lowered ? kSmaller * size : size);
  cairo_text_extents_t extents;
  cairo_text_extents(cairo, run.text.c_str(), &extents);
  return extents.x_advance;
}

}  // namespace

double TextWidth(cairo_t* cairo, std::string_view text, double size) {
  double width = 0;
  for (const Run& run : Runs(text)) width += RunWidth(cairo, run, size);
  return width;
}

void DrawText(cairo_t* cairo, std::string_view text, double x, double y,
              double size, Align align) {
  if (align != Align::kLeft) {
    const double width = TextWidth(cairo, text, size);
    x -= align == Align::kCenter ? width / 2 : width;
  }
  for (const Run& run : Runs(text)) {
    const double width = RunWidth(cairo, run, size);
    cairo_move_to(cairo, x, run.lowered ? y + kLower * size : y);
    cairo_show_text(cairo, run.text.c_str());
    x += width;
  }
}

void DrawTextUpward(cairo_t* cairo, std::string_view text, double x, double y,
                    double size) {
  cairo_save(cairo);
  cairo_translate(cairo, x, y);
  cairo_rotate(cairo, -std::numbers::pi / 2);
  DrawText(cairo, text, 0, 0, size, Align::kCenter);
  cairo_restore(cairo);
}

}  // namespace lehr::worker::picture
