using Npgsql;

namespace Compensation.Cluster;

/// <summary>The tables that silos find each other in.</summary>
internal static class OrleansTables
{
    /// <summary>Makes them by Orleans' own scripts.</summary>
    public static async Task CreateAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        foreach (var script in new[] { "Main", "Clustering", "Persistence", "Reminders" })
        {
            await using var command = new NpgsqlCommand(await File.ReadAllTextAsync(ScriptsFactAttribute.Find(script)), connection);
            await command.ExecuteNonQueryAsync();
        }
    }
}
