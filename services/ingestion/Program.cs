using CauseFlow.Ingestion;
using CauseFlow.Messaging;
using CauseFlow.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(IngestionRegistration.Service);
builder.Services.AddIngestion(builder.Configuration);
builder.Services.AddServiceBus(builder.Configuration);
var app = builder.Build();
app.UseServiceDefaults();
app.MapServiceDefaults();
app.MapIngestion();
app.Run();
