using System.Globalization;
using Compensation.Bench;
using Compensation.Ledger.Store;
using Compensation.Ledger.Store.Bulk;
using Compensation.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;

// store [ORDERS]    writes sellers, edges and orders into a new ledger on each database and reads the orders again
var orders = args is [var count] ? int.Parse(count, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 1_000_000;
var folder = Directory.CreateTempSubdirectory("compensation-bench-");
try
{
    var file = Path.Combine(folder.FullName, "ledger.db");
    Console.WriteLine("SQLite");
    await MeasureAsync(file, orders);
    Bare(new SqliteConnection($"Data Source={file}"), orders, "CREATE TABLE bare AS SELECT * FROM order_events");
    if (PostgreSqlServer.IsInstalled)
    {
        using var server = new PostgreSqlServer();
        var connectionString = server.CreateDatabase();
        Console.WriteLine("PostgreSQL");
        await MeasureAsync("postgresql:" + connectionString, orders);
        BareCopy(connectionString, orders);
    }
}
finally
{
    folder.Delete(recursive: true);
}

static async Task MeasureAsync(string address, int orders)
{
    var sellers = Math.Max(orders / 5, 1);
    await using var database = await LedgerDatabase.OpenAsync(address, SystemClock.Instance);
    var programme = await database.AddProgrammeAsync("bench");
    await using (var transaction = await database.BeginAsync(programme))
    {
        var tree = await transaction.WordAsync("enrolment");
        var storefront = await transaction.StorefrontAsync("shop");
        transaction.Context.Add(Company.Plan(programme));
        await transaction.Context.SaveChangesAsync();
        transaction.Context.Add(Company.Period(programme));
        await transaction.Context.SaveChangesAsync();
        transaction.Context.Add(Company.Opened(programme));
        await transaction.Context.SaveChangesAsync();
        var sequence = transaction.Take((2 * sellers) + orders);
        Write(transaction, "sellers written", Enumerable.Range(0, sellers).Select(i => Company.Seller(programme, i, sequence + i)), sellers);
        Write(transaction, "edges written, parents first",
            Enumerable.Range(0, sellers).Select(i => Company.Edge(programme, tree, i, sequence + sellers + i)), sellers);
        Write(transaction, "order events written",
            Enumerable.Range(0, orders).Select(i => Company.Order(programme, storefront, i, i % sellers, sequence + (2 * sellers) + i)), orders);
        await Measured.RateAsync("commit", 1, () => transaction.CommitAsync());
    }

    await using var context = database.CreateContext();
    var filter = new RowFilter(programme);
    Measured.Rate("order events read as rows", orders, () => database.Read<OrderEventRow>(context, filter).Count());
    Measured.Rate("order events read by cells", orders, () => Cells(database, context, filter));
    var some = Math.Min(orders, 100_000);
    Measured.Rate("order events read by EF Core", some,
        () => context.Rows<OrderEventRow>().Where(row => row.Programme == programme).OrderBy(row => row.Sequence).Take(some).ToList().Count);
    await SaveByEntityFrameworkAsync(database, programme, orders, sellers);
    await Measured.RateAsync("moves of one seller, a commit each", 100, () => MoveAsync(database, programme, sellers));
}

// Sellers near the top, with all below them, go below somebody further down, but not in their own downline: each way up is walked.
static async Task MoveAsync(LedgerDatabase database, int programme, int sellers)
{
    for (var seller = 1; seller <= 100; seller++)
    {
        await using var transaction = await database.BeginAsync(programme);
        var sequence = transaction.Take(1);
        transaction.Context.Add(Company.Edge(programme, 1, seller, sequence, change: 2, parent: sellers - 1));
        try
        {
            await transaction.Context.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        catch (DbUpdateException error) when (LedgerErrors.RefusalOf(error)?.Rule == LedgerRule.Cycle)
        {
            Console.WriteLine($"  (seller {seller} stays above seller {sellers - 1})");
        }
    }
}

static async Task SaveByEntityFrameworkAsync(LedgerDatabase database, int programme, int orders, int sellers)
{
    const int Some = 20_000;
    await using var transaction = await database.BeginAsync(programme);
    var sequence = transaction.Take(Some);
    transaction.Context.AddRange(Enumerable.Range(0, Some).Select(i => Company.Order(programme, 1, orders + i, i % sellers, sequence + i)));
    Measured.Rate("order events saved by EF Core", Some, () => transaction.Context.SaveChanges());
}

static void Write<TRow>(LedgerTransaction transaction, string what, IEnumerable<TRow> rows, int count) where TRow : class =>
    Measured.Rate(what, count, () =>
    {
        using var writer = transaction.Bulk<TRow>();
        foreach (var row in rows)
        {
            writer.Add(row);
        }

        writer.Complete();
        return count;
    });

static long Cells(LedgerDatabase database, LedgerContext context, RowFilter filter)
{
    using var cells = database.ReadCells<OrderEventRow>(context, filter);
    var sum = 0L;
    while (cells.Next())
    {
        sum += cells.Number() + cells.Number();
        cells.Bytes(out _);
        sum += cells.Number() + cells.Number() + cells.Number();
        cells.Bytes(out _);
        cells.Bytes(out _);
        sum += cells.Number() + cells.Number() + cells.Number() + cells.Number() + cells.Number() + cells.Number() + cells.Number() + cells.Number();
        cells.Values(out var values);
        sum += values.Length;
    }

    return sum;
}

// The floor: the same rows into a table without keys, indices and rules.
static void Bare(SqliteConnection connection, int orders, string sql)
{
    using (connection)
    {
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Measured.Rate("floor: copied inside the database", orders, command.ExecuteNonQuery);
    }
}

static void BareCopy(string connectionString, int orders)
{
    using var connection = new NpgsqlConnection(connectionString);
    connection.Open();
    using var bytes = new MemoryStream();
    using (var source = connection.BeginRawBinaryCopy("COPY order_events TO STDOUT (FORMAT BINARY)"))
    {
        source.CopyTo(bytes);
    }

    CopyInto("bare", "floor: COPY of the same bytes into a bare table");
    CopyInto("keyed", "floor: likewise with keys and indices, no rules");

    void CopyInto(string table, string what)
    {
        using var command = new NpgsqlCommand(
            $"CREATE TABLE {table} (LIKE order_events{(table == "keyed" ? " INCLUDING INDEXES" : "")})", connection);
        command.ExecuteNonQuery();
        bytes.Position = 0;
        Measured.Rate(what, orders, () =>
        {
            using var target = connection.BeginRawBinaryCopy($"COPY {table} FROM STDIN (FORMAT BINARY)");
            bytes.CopyTo(target);
            return orders;
        });
    }
}
