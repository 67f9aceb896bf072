// Package history reads files that hold other people's history, and writes Heed's
// own: CSV and JSON lines, with Heed's columns, those of a tool's export that is
// recognised by its header, or any that a mapping explains.
//
// The commands `heed import` and `heed export` wake it. It reads the file it is
// given, once to know its bytes and once row by row, and writes only to the
// writers it is given. What is wrong with a row is told beside the row and ends
// nothing; what is wrong with the file ends it before its first row.
//
// A tour: file.go opens what people have (zipped or not, in their encoding),
// csv.go and lines.go read rows of it, format.go knows the tools' exports
// (formats holds one file for each), column.go the columns of Heed's own,
// signal.go turns a row into a signal, cell.go and value.go read what is in a cell,
// options.go says what a file leaves open, reader.go puts it together; bad.go and
// export.go write.
package history
