// Package browser holds the web console to what people do with it: its tests start
// `heed serve --demo`, open the pages in a headless Chromium, and use them by mouse
// and by keyboard, in both languages, in light and in dark. The rules of axe-core
// look at every page.
//
// They wake with go test, read nothing but the pages, and write to a folder that is
// thrown away. Where there is no Chromium they are skipped in one line, and fail with
// HEED_TEST_BROWSER=required; axe-core is fetched through npm into .tools/. To look at the pages oneself:
//
//	go test ./infra/browser -run Screenshots -shots /tmp/shots
package browser
