/// Pango and cairo, which lay text out and write PDF: loaded when the first document is made and not linked, because
/// they bring thirty libraries along that a process without documents need not carry.
///
/// What is used of them is declared here from their references (docs.gtk.org/Pango, cairographics.org/manual), whose
/// binary interfaces have been stable since Pango 1.44 and cairo 1.10, so that no header has to be installed to build.
#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

/// In Pango's units, 1024 of a point.
struct trato_rectangle {
    int x, y, width, height;
};

typedef int (*trato_write)(void *closure, const unsigned char *data, unsigned int length);

/// Some functions of both libraries, by their names without the library's.
struct trato_pango {
    void *(*font_map_new)(void);
    void *(*font_map_create_context)(void *map);
    void (*context_set_resolution)(void *context, double dpi);
    void (*context_set_font_options)(void *context, const void *options);
    void (*context_set_round_glyph_positions)(void *context, int rounds);
    void (*context_set_language)(void *context, void *language);
    void *(*language_from_string)(const char *tag);
    void *(*font_description_from_string)(const char *text);
    void (*font_description_free)(void *description);
    void *(*layout_new)(void *context);
    void (*layout_set_font_description)(void *layout, const void *description);
    void (*layout_set_width)(void *layout, int width);
    void (*layout_set_wrap)(void *layout, int mode);
    void (*layout_set_alignment)(void *layout, int alignment);
    void (*layout_set_markup)(void *layout, const char *markup, int length);
    void *(*layout_get_iter)(void *layout);
    void *(*iter_get_line)(void *iter);
    void (*iter_get_line_extents)(void *iter, struct trato_rectangle *ink, struct trato_rectangle *logical);
    int (*iter_get_baseline)(void *iter);
    int (*iter_next_line)(void *iter);
    void (*iter_free)(void *iter);
    void (*show_line)(void *cairo, void *line);
    void (*unref)(void *object);

    void *(*font_options_create)(void);
    void (*font_options_set_hint_style)(void *options, int style);
    void (*font_options_set_hint_metrics)(void *options, int metrics);
    void (*font_options_destroy)(void *options);
    void *(*pdf_surface_create)(trato_write write, void *closure, double width, double height);
    void (*pdf_surface_set_metadata)(void *surface, int metadata, const char *text);
    void (*surface_finish)(void *surface);
    int (*surface_status)(void *surface);
    void (*surface_destroy)(void *surface);
    void *(*create)(void *surface);
    int (*status)(void *cairo);
    void (*destroy)(void *cairo);
    void (*move_to)(void *cairo, double x, double y);
    void (*set_color)(void *cairo, double red, double green, double blue);
    void (*rectangle)(void *cairo, double x, double y, double width, double height);
    void (*fill)(void *cairo);
    void (*show_page)(void *cairo);
};

/// Finds the functions; null, or why not. Called once.
static inline const char *trato_pango_load(struct trato_pango *p) {
    void *library = dlopen("libpangocairo-1.0.so.0", RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) return dlerror();
    // In the order of the members; a handle finds what the library's own dependencies define as well.
    static const char *const names[] = {
        "pango_cairo_font_map_new",
        "pango_font_map_create_context",
        "pango_cairo_context_set_resolution",
        "pango_cairo_context_set_font_options",
        "pango_context_set_round_glyph_positions",
        "pango_context_set_language",
        "pango_language_from_string",
        "pango_font_description_from_string",
        "pango_font_description_free",
        "pango_layout_new",
        "pango_layout_set_font_description",
        "pango_layout_set_width",
        "pango_layout_set_wrap",
        "pango_layout_set_alignment",
        "pango_layout_set_markup",
        "pango_layout_get_iter",
        "pango_layout_iter_get_line_readonly",
        "pango_layout_iter_get_line_extents",
        "pango_layout_iter_get_baseline",
        "pango_layout_iter_next_line",
        "pango_layout_iter_free",
        "pango_cairo_show_layout_line",
        "g_object_unref",
        "cairo_font_options_create",
        "cairo_font_options_set_hint_style",
        "cairo_font_options_set_hint_metrics",
        "cairo_font_options_destroy",
        "cairo_pdf_surface_create_for_stream",
        "cairo_pdf_surface_set_metadata",
        "cairo_surface_finish",
        "cairo_surface_status",
        "cairo_surface_destroy",
        "cairo_create",
        "cairo_status",
        "cairo_destroy",
        "cairo_move_to",
        "cairo_set_source_rgb",
        "cairo_rectangle",
        "cairo_fill",
        "cairo_show_page",
    };
    enum { count = sizeof names / sizeof *names };
    _Static_assert(sizeof(struct trato_pango) == count * sizeof(void *), "a name for each member");
    void **slots = (void **)p;
    for (size_t i = 0; i < count; i++) {
        slots[i] = dlsym(library, names[i]);
        if (slots[i] == NULL) return dlerror();
    }
    return NULL;
}
