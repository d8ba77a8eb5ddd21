#ifndef LEHR_WORKER_PICTURE_TEXT_H_
#define LEHR_WORKER_PICTURE_TEXT_H_

#include <cairo.h>
#include <string_view>

namespace lehr::worker::picture {

// Where the given point of a text lies.
enum class Align { kLeft, kCenter, kRight };

// Text of `size` pixels from its base line at (x, y) on, in the present color.
// A part in "_{...}" is set smaller and lower.
void DrawText(cairo_t* cairo, std::string_view text, double x, double y,
              double size, Align align);

// The same, running upward around (x, y).
void DrawTextUpward(cairo_t* cairo, std::string_view text, double x, double y,
                    double size);

// Its length in pixels.
double TextWidth(cairo_t* cairo, std::string_view text, double size);

}  // namespace lehr::worker::picture

#endif  // LEHR_WORKER_PICTURE_TEXT_H_
