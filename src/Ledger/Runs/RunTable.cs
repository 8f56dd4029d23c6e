using Compensation.Ledger.Csv;
using Compensation.Ledger.Snapshots;
using NodaTime;

namespace Compensation.Ledger.Runs;

/// <summary>Reads a table of a run package row by row.</summary>
internal static class RunTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="name">The file.</param>
    /// <param name="bind">Finds the columns and returns what reads the current row.</param>
    /// <exception cref="RunPackageException">The file is not a table that this program writes.</exception>
    public static void Read(string folder, string name, Func<CsvHeader, Action<CsvRows, FieldReader>> bind)
    {
        var findings = new FindingList();
        var days = new ZoneDays(DateTimeZone.Utc);
        CsvFile.Read<int>(Path.Combine(folder, name), findings, 1, header =>
        {
            var read = bind(header);
            return (rows, own) =>
            {
                var fields = new FieldReader(rows, own, days);
                while (rows.Read())
                {
                    read(rows, fields);
                }

                return 0;
            };
        });
        if (findings.Errors > 0)
        {
            throw new RunPackageException(folder, $"It was not written by this program. {findings.ToFindings()[0]}");
        }
    }
}
