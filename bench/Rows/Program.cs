using System.Text.Json;
using Compensation.Bench;
using Compensation.Bench.Goals;
using Compensation.Bench.Measuring;

// run [OPTIONS] [ROW...]    measures rows, each in a process of its own, prints a table and draws a chart
// close FOLDER ROUNDS       closes one company and says what it took: for a process of its own
// grpc                      serves calls until its input ends: for a process of its own
if (args is ["close", var folder, var rounds])
{
    Console.WriteLine(JsonSerializer.Serialize(CloseRows.Alone(folder, int.Parse(rounds, System.Globalization.CultureInfo.InvariantCulture))));
    return 0;
}

if (args is ["grpc"])
{
    await OrdersServer.ServeAsync();
    return 0;
}

BenchOptions options;
try
{
    options = BenchOptions.Read(args);
}
catch (ArgumentException error)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}

return options.Results is null ? BenchRun.All(options) : await BenchRun.RowAsync(options);
