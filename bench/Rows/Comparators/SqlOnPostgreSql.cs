using System.Globalization;
using Compensation.Bench.Data;
using Npgsql;

namespace Compensation.Bench.Comparators;

/// <summary>A PostgreSQL server of its own in which plans are computed by SQL, with memory enough that nothing is sorted on the disk.</summary>
internal sealed class SqlOnPostgreSql : ISqlDatabase, IDisposable
{
    private const string Settings = "SET work_mem = '512MB'; SET maintenance_work_mem = '512MB'; SET jit = off; SET random_page_cost = 1.1";

    private readonly NpgsqlConnection connection;

    /// <summary>Opens a database and loads a company, which is not measured.</summary>
    public SqlOnPostgreSql(string connectionString, string folder)
    {
        GeneratedCompany.WriteCsv(folder);
        connection = new NpgsqlConnection(connectionString + ";Command Timeout=0");
        connection.Open();
        Run(Settings, "CREATE UNLOGGED TABLE sellers (id int NOT NULL, sponsor int, above int, side smallint, carry_left bigint, carry_right bigint)",
            "CREATE UNLOGGED TABLE orders (id bigint NOT NULL, seller int NOT NULL, pv int NOT NULL, cv int NOT NULL, day int NOT NULL)");
        Load("sellers", Path.Combine(folder, "sellers.csv"));
        Load("orders", Path.Combine(folder, "orders.csv"));
        Run("ALTER TABLE sellers ADD PRIMARY KEY (id)", "CREATE INDEX ON sellers (sponsor)", "VACUUM ANALYZE sellers", "VACUUM ANALYZE orders");
    }

    public string Quotient => "/";

    public string CreateTable => "CREATE UNLOGGED TABLE";

    /// <remarks>What a statement has created is analyzed before the next one reads it, which the planner needs.</remarks>
    public IReadOnlyList<string> Run(params IReadOnlyList<string> statements)
    {
        var row = new List<string>();
        foreach (var statement in statements)
        {
            using var command = new NpgsqlCommand(statement, connection);
            using (var reader = command.ExecuteReader())
            {
                var cells = Enumerable.Range(0, reader.Read() ? reader.FieldCount : 0);
                row = [.. cells.Select(cell => Convert.ToString(reader[cell], CultureInfo.InvariantCulture)!)];
            }

            if (statement.StartsWith(CreateTable, StringComparison.Ordinal) && statement.Split(' ')[3] is var table && table is not ("level" or "below"))
            {
                using var analyze = new NpgsqlCommand($"ANALYZE {table}", connection);
                analyze.ExecuteNonQuery();
            }
        }

        return row;
    }

    public void Dispose() => connection.Dispose();

    private void Load(string table, string path)
    {
        using var rows = connection.BeginTextImport($"COPY {table} FROM STDIN (FORMAT csv, HEADER)");
        using var file = File.OpenText(path);
        var buffer = new char[1 << 16];
        for (var read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            rows.Write(buffer, 0, read);
        }
    }
}
